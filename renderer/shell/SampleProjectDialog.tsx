/** A project of simulated samples, to try annotation, training and inspection before the first shot. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { sentenceOf, StudioError } from '../../core/contract/errors.js';
import { CATEGORIES, type PaperCategory } from '../../core/dataset/vocabulary.js';
import { SAMPLE_PROJECT } from '../../core/simulator/data-set.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Dialog } from '../controls/Dialog.js';
import { useStudio, useUi } from '../state/context.js';
import { savedBefore } from './saved-before.js';
import { ProjectPlaceFields, useProjectPlace } from './ProjectPlace.js';

const SEED = 1;
const { train, validation, test, width, height } = SAMPLE_PROJECT;

export function SampleProjectDialog(): ReactElement {
  const studio = useStudio();
  const { close } = useUi((state) => state.actions);
  const place = useProjectPlace(text('project.sample.defaultName'));
  const [chosen, setChosen] = useState<readonly PaperCategory[]>(['cookie', 'strawberry']);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => studio.link.listen('project.sample', setProgress), [studio]);
  useEffect(() => () => running.current?.abort(), []);

  const render = async (): Promise<void> => {
    if (!(await savedBefore(studio, 'sample-project'))) return;
    const own = new AbortController();
    running.current = own;
    const total = chosen.length * (train + validation + test);
    setProgress({ done: 0, total });
    try {
      const input = { path: place.path, name: place.name.trim(), categories: [...chosen] };
      const info = await studio.link.call('project.sample', { ...input, seed: SEED }, own.signal);
      studio.project.getState().actions.setInfo(info);
      close('sample-project');
    } catch (problem) {
      const cancelled = problem instanceof StudioError && problem.code === 'cancelled';
      place.setError(cancelled ? null : sentenceOf(problem));
    } finally {
      running.current = null;
      setProgress(null);
    }
  };
  const busy = progress !== null;
  const ready = place.complete && chosen.length > 0 && !busy;
  const count = chosen.length * (train + validation + test);
  return (
    <Dialog
      title={text('project.sample')}
      onClose={() => {
        close('sample-project');
      }}
      footer={
        <>
          <Button
            onClick={() => {
              if (running.current) running.current.abort();
              else close('sample-project');
            }}
          >
            {text('app.cancel')}
          </Button>
          <Button
            tone="primary"
            disabled={!ready}
            onClick={() => {
              void render();
            }}
          >
            {text('project.sample.create')}
          </Button>
        </>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void render();
        }}
      >
        <p className="t2">{text('project.sample.text')}</p>
        <ProjectPlaceFields place={place} />
        <fieldset className="field">
          <legend className="field__label">{text('project.sample.categories')}</legend>
          <div className="chips">
            {CATEGORIES.map((name) => (
              <button
                key={name}
                type="button"
                className={`chip ${chosen.includes(name) ? 'chip--on' : ''}`}
                aria-pressed={chosen.includes(name)}
                disabled={busy}
                onClick={() => {
                  setChosen(CATEGORIES.filter((c) => (c === name) !== chosen.includes(c)));
                }}
              >
                {name}
              </button>
            ))}
          </div>
          <p className="field__hint">
            {text('project.sample.counts', { count, width, height, train, validation, test })}
          </p>
        </fieldset>
        {progress === null ? null : (
          <label className="field">
            <span className="field__label">{text('project.sample.progress', progress)}</span>
            <progress value={progress.done} max={progress.total} />
          </label>
        )}
      </form>
    </Dialog>
  );
}
