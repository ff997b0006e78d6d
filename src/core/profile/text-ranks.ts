/**
 * The place of each text in alphabetical order, whatever its case: texts that differ in nothing else have the same rank.
 * By code units, as names are identifiers: a collator takes ten times as long. Ranked once, texts sort as numbers do.
 */
export function textRanks(texts: readonly string[]): Float64Array {
  const places = new Map<string, number>();
  const placeOfText = Int32Array.from(texts, (text) => {
    const key = text.toLowerCase();
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, places.size);
    return places.size - 1;
  });
  const rankOfPlace = new Float64Array(places.size);
  // Without a comparison of its own a sort takes half the time.
  for (const [rank, key] of [...places.keys()].sort().entries()) rankOfPlace[places.get(key) ?? 0] = rank;
  return Float64Array.from(placeOfText, (place) => rankOfPlace[place] ?? 0);
}
