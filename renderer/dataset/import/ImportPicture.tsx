/** A picture of a sample that is not imported yet. */
import { useEffect, useState, type ReactElement } from 'react';
import { text } from '../../../core/text/index.js';
import { useStudio } from '../../state/context.js';

export function ImportPicture(props: {
  readonly scanId: string;
  readonly itemKey: string;
  readonly kind: 'rgb' | 'depth' | 'mask';
}): ReactElement {
  const { link } = useStudio();
  const { scanId, itemKey, kind } = props;
  const [shown, setShown] = useState<{ key: string; url: string | null } | null>(null);
  const key = `${scanId} ${itemKey} ${kind}`;
  useEffect(() => {
    const stop = new AbortController();
    let url: string | null = null;
    link.call('dataset.import.picture', { scanId, key: itemKey, kind }, stop.signal).then(
      ({ mime, bytes }) => {
        if (stop.signal.aborted) return;
        url = URL.createObjectURL(new Blob([bytes.slice()], { type: mime }));
        setShown({ key, url });
      },
      () => {
        // A file that cannot be shown says why in its row, or is listed when it is imported.
        if (!stop.signal.aborted) setShown({ key, url: null });
      },
    );
    return () => {
      stop.abort();
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [link, scanId, itemKey, kind, key]);
  const ready = shown?.key === key;
  return (
    <figure className="look__picture">
      <span className="look__frame">
        {ready && shown.url !== null ? (
          <img src={shown.url} alt={text(`import.picture.${kind}`)} draggable={false} />
        ) : (
          <span className="t3 s12">{text(ready ? 'import.picture.none' : 'app.loading')}</span>
        )}
      </span>
      <figcaption className="t3 s12">{text(`import.picture.${kind}`)}</figcaption>
    </figure>
  );
}
