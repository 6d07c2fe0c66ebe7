export { VERSION } from '../src/core/version.js';
