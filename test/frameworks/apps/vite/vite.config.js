export default { build: { outDir: '../../../../dist/frameworks/vite', emptyOutDir: true } };
