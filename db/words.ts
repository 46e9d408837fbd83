/** A list of words as one text column holds it: a space between two, nothing for none. */
export function joinWords(words: readonly string[]): string {
  return words.join(" ");
}

/** The words of a column that {@link joinWords} has filled. */
export function splitWords(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}
