import { svelte } from '@sveltejs/vite-plugin-svelte';

export default { plugins: [svelte()], build: { outDir: '../../../../dist/frameworks/svelte', emptyOutDir: true } };
