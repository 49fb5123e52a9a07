export const requestBytes = 6 * 1024 * 1024;
// Lambda leaves a hundred bytes for its own envelope.
export const responseBytes = 6 * 1024 * 1024 + 100;
export const streamedResponseBytes = 200 * 1024 * 1024;
