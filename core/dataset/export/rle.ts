/** COCO run lengths: column by column, starting with a run of background (which may be 0). */

/** Counts of the pixels with `labels[i] === label`, as pycocotools' `frUncompressedRLE` reads them. */
export function runLengths(
  labels: ArrayLike<number>,
  width: number,
  height: number,
  label: number,
): number[] {
  const counts: number[] = [];
  let run = 0;
  let set = false;
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      if ((labels[y * width + x] === label) !== set) {
        counts.push(run);
        run = 0;
        set = !set;
      }
      run += 1;
    }
  }
  counts.push(run);
  return counts;
}
