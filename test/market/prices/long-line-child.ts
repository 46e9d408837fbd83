import { read } from "./line-folder.ts";

/** Reads the file that it is given and says how much more memory it held meanwhile than before, in bytes. */
const before = process.memoryUsage().rss;
let most = before;
const { lines, bytes } = await read(process.argv[2] ?? "", () => {
  most = Math.max(most, process.memoryUsage().rss);
});
process.stdout.write(JSON.stringify({ lines, bytes, held: most - before }));
