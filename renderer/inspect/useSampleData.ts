/** A sample's pictures, loaded once; the picture before stays until the next one is there. */
import { useEffect, useState } from 'react';
import type { SampleCache, SampleData } from '../annotate/sample-data.js';

export function useSampleData(cache: SampleCache, id: string | null): SampleData | null {
  const [data, setData] = useState<SampleData | null>(null);
  useEffect(() => {
    let wanted = true;
    if (id === null) return;
    cache.load(id).then(
      (found) => {
        if (wanted) setData(found);
      },
      () => {
        if (wanted) setData(null);
      },
    );
    return () => {
      wanted = false;
    };
  }, [cache, id]);
  // One that was made ready is shown with the same frame that asks for it.
  return id === null ? null : (cache.peek(id) ?? data);
}
