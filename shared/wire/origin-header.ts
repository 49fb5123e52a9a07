/** The edge sends it to every origin; who comes past the edge does not know its value. */
export const originHeader = "x-aimi-origin";
/** The edge says in it from which address a request came, whatever the request itself says. */
export const viewerHeader = "x-aimi-viewer";
