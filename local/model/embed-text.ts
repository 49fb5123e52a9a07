import { readFeatures } from "./read-features.ts";

/** A unit vector: each feature of the text falls into one bucket with one sign, both taken from its hash. */
export function embedText(text: string, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (const [feature, energy] of readFeatures(text)) {
    const hash = hashOf(feature);
    const bucket = hash % dimensions;
    const sign = mix(hash ^ 0x9e3779b9) & 1 ? 1 : -1;
    sums[bucket]! += sign * Math.sqrt(energy);
  }
  const length = Math.sqrt(sums.reduce((total, value) => total + value * value, 0));
  if (length === 0) sums[hashOf(text) % dimensions] = 1;
  return Float32Array.from(sums, (value) => value / (length || 1));
}

function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  }
  return mix(hash);
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
