/** The first shot of the current cell, half transparent over the live picture, to place the next one. */
import { useEffect, useState, type ReactElement } from 'react';
import { cellKey } from '../../core/capture/plan.js';
import { text } from '../../core/text/index.js';
import { index } from '../state/format.js';
import { useCapture, useProject, useStudio } from '../state/context.js';

export function OnionSkin(): ReactElement | null {
  const shown = useCapture((state) => state.onion);
  return shown ? <Skin /> : null;
}

function Skin(): ReactElement | null {
  const { link } = useStudio();
  const cell = useCapture((state) => state.cell);
  const first = useProject((state) => {
    const same = state.samples.filter((sample) => cell && cellKey(sample) === cellKey(cell));
    // An empty cell borrows from its category: the object stands in the same place.
    return same.at(-1) ?? state.samples.findLast((sample) => sample.category === cell?.category);
  });
  const id = first?.id;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (id === undefined) return;
    let made: string | null = null;
    const stop = new AbortController();
    link.call('samples.picture', { id, kind: 'rgb' }, stop.signal).then(
      ({ mime, bytes }) => {
        if (stop.signal.aborted) return;
        made = URL.createObjectURL(new Blob([bytes.slice()], { type: mime }));
        setUrl(made);
      },
      () => {
        // Without the picture there is simply no skin.
      },
    );
    return () => {
      stop.abort();
      setUrl(null);
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [link, id]);
  if (!first) return <span className="readout onion__label">{text('capture.onion.none')}</span>;
  return (
    <>
      {url === null ? null : <img className="onion" src={url} alt="" />}
      <span className="readout onion__label">
        {text('capture.onion.of', { name: `${first.anomaly} ${index(first.index)}` })}
      </span>
    </>
  );
}
