/** Variables of a relay that nobody gives a producer token. */
export const NO_TOKEN = { STREAMVIZ_PRODUCER_TOKEN: undefined };
