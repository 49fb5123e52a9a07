/** The chat model by another name: for clients that can wish for nothing but a model, it keeps nothing. */
export function unkeptModel(model: string): string {
  return `${model}-unkept`;
}
