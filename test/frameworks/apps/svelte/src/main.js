import { mount } from 'svelte';
import App from './App.svelte';
import 'streamviz/svelte';

mount(App, { target: document.querySelector('#app') });
