/** What was deleted, newest first, to be taken back. */
import { useEffect, useState, type ReactElement } from 'react';
import type { SampleSummary } from '../../core/contract/schema/sample.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { useStudio, useUi } from '../state/context.js';
import { clock, day, index } from '../state/format.js';
import { attempt } from '../state/studio.js';

export function TrashDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const [samples, setSamples] = useState<readonly SampleSummary[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    void attempt(studio, studio.link.call('samples.trashed', {})).then((answer) => {
      setSamples(answer?.samples ?? []);
    });
  }, [studio]);
  const restore = (): void => {
    close('trash');
    void attempt(studio, studio.link.call('samples.restore', { ids: [...chosen] }));
  };
  return (
    <Dialog
      title={text('capture.trash.title')}
      onClose={() => {
        close('trash');
      }}
      footer={
        <>
          <span className="t3 s12">{text('capture.trash.note')}</span>
          <span className="grow" />
          <Button tone="primary" disabled={chosen.size === 0} onClick={restore}>
            {text('capture.trash.restore', { count: chosen.size })}
          </Button>
        </>
      }
    >
      {samples === null ? (
        <p className="empty" role="status">
          <span className="spinner" aria-hidden="true" /> {text('app.loading')}
        </p>
      ) : samples.length === 0 ? (
        <p className="empty">{text('capture.trash.empty')}</p>
      ) : (
        <ul className="list">
          {samples.map((sample) => (
            <li key={sample.id}>
              <label className="list__row">
                <input
                  type="checkbox"
                  checked={chosen.has(sample.id)}
                  onChange={(event) => {
                    const next = new Set(chosen);
                    if (event.target.checked) next.add(sample.id);
                    else next.delete(sample.id);
                    setChosen(next);
                  }}
                />
                <span>
                  {sample.category}, {sample.split}, {sample.anomaly} {index(sample.index)}
                </span>
                <span className="grow" />
                <span className="t3">{`${day(sample.takenAt)} ${clock(sample.takenAt)}`}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
