import 'streamviz/sv-table';

for (const element of document.querySelectorAll('sv-table')) {
  element.src = new URLSearchParams(location.search).get('relay');
}
