/** The version of everything that is released together; package.json and pyproject.toml have the same. */
export const VERSION = '0.1.0';
