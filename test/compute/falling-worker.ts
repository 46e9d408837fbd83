declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<{ kind: string }>) => {
  if (data.kind !== "start") throw new Error("fell over");
};
