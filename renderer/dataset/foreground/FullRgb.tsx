/** The whole rgb picture of a sample. */
import { useEffect, useState, type ReactElement } from 'react';
import { useStudio } from '../../state/context.js';

export function FullRgb(props: { readonly id: string }): ReactElement | null {
  const { link } = useStudio();
  const { id } = props;
  const [shown, setShown] = useState<{ id: string; url: string } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    link.call('samples.picture', { id, kind: 'rgb' }, stop.signal).then(
      ({ mime, bytes }) => {
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(new Blob([bytes.slice()], { type: mime }));
        setShown({ id, url });
      },
      () => {
        // The place stays blank; what is wrong with the sample is told where its mask would be.
        if (!stop.signal.aborted) setShown(null);
      },
    );
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [link, id]);
  return shown?.id === id ? <img src={shown.url} alt="" draggable={false} /> : null;
}
