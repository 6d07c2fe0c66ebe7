import vue from '@vitejs/plugin-vue';

const isCustomElement = (tag) => tag.startsWith('sv-');

export default {
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  build: { outDir: '../../../../dist/frameworks/vue', emptyOutDir: true },
};
