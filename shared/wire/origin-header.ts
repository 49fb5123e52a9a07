/** The edge sends it to every origin; who comes past the edge does not know its value. */
export const originHeader = "x-aimi-origin";
