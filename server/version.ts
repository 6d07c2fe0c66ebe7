/** Of the relay, as `hello` tells it; package.json has the same. */
export const VERSION = '0.1.0';
