/** Marks on changed prices, books and reference data have ids of one sequence: one number tells what a derived row has seen of all. */
const TABLES = "('price_change', 'book_change', 'reference_change')";

/** SQL of the newest mark's id, whether it is still there or not; 0 before the first. */
export const NEWEST_CHANGE_ID = `(SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ${TABLES})`;

/** SQL of the id of the next mark. */
export const NEXT_CHANGE_ID = `(1 + ${NEWEST_CHANGE_ID})`;
