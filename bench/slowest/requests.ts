/** Reads all of an answer. */
export async function read(url: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url.slice(0, 200)}: ${response.status} ${await response.text()}`);
  for await (const _ of response.body ?? []);
}

/** Reads until something comes, and goes. */
export async function firstBytes(url: string): Promise<void> {
  const response = await fetch(url);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await reader.cancel();
}

export function readExport(url: string, widget: string, query: Readonly<Record<string, unknown>>): Promise<void> {
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(JSON.stringify(value))}`);
  return read(`${url}export/${widget}.csv?${asked.join('&')}`);
}
