/** The last that a thing of a calendar may take. Days before the year 10000, so that no zone's clock shows a year of five digits. */
export const lastInstant = Date.UTC(9999, 11, 25) - 1;
