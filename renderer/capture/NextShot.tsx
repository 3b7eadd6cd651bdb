/** What the next shot will be: category, split, anomaly, light, its index and whether the plan leads. */
import type { ReactElement } from 'react';
import type { Cell } from '../../core/contract/schema/capture.js';
import type { Project } from '../../core/contract/schema/project.js';
import { GOOD, SPLITS } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { Select } from '../controls/Select.js';
import { cellPosition, lightingOf } from '../state/cells.js';
import { setPreferences } from '../state/commands.js';
import { useCapture, usePrefs, useProject, useStudio } from '../state/context.js';
import { index } from '../state/format.js';

export function lightLabel(light: string): string {
  return light === 'C' || light === 'U' || light === 'M'
    ? text(`capture.light.long.${light}`)
    : light;
}

export function NextShot(props: { readonly project: Project; readonly cell: Cell }): ReactElement {
  const { project, cell } = props;
  const studio = useStudio();
  const followPlan = usePrefs((state) => state.value.followPlan);
  const samples = useProject((state) => state.samples);
  const position = cellPosition(project, samples, cell);
  const set = (patch: Partial<Cell>): void => {
    const { actions } = studio.capture.getState();
    actions.setReplaces(null);
    actions.setCell({ ...cell, ...patch });
  };
  const names = (values: readonly string[]): { value: string; label: string }[] =>
    values.map((value) => ({ value, label: value }));
  return (
    <section aria-label={text('capture.next')}>
      <header className="panel__head panel__head--tall">
        <h2>{text('capture.next')}</h2>
        <span className="grow" />
        <Retaking />
      </header>
      <div className="next">
        <div className="next__field">
          <span>{text('capture.category')}</span>
          <Select
            label={text('capture.category')}
            wide
            value={cell.category}
            options={names(project.categories.map((category) => category.name))}
            onChange={(category) => {
              set({ category, lighting: lightingOf(project, category) });
            }}
          />
        </div>
        <div className="next__field">
          <span>{text('capture.split')}</span>
          <Select
            label={text('capture.split')}
            wide
            value={cell.split}
            options={SPLITS.map((value) => ({
              value,
              label: text(`capture.split.${value}`),
              // Training and validation hold good samples only.
              disabled: value !== 'test' && cell.anomaly !== GOOD,
            }))}
            onChange={(split) => {
              set({ split });
            }}
          />
        </div>
        <div className="next__field">
          <span>{text('capture.anomaly')}</span>
          <Select
            label={text('capture.anomaly')}
            wide
            value={cell.anomaly}
            options={names([GOOD, ...project.anomalyTypes])}
            onChange={(anomaly) => {
              set(anomaly === GOOD ? { anomaly } : { anomaly, split: 'test' });
            }}
          />
        </div>
        <div className="next__field">
          <span>{text('capture.light')}</span>
          <Select
            label={text('capture.light')}
            wide
            value={cell.lighting}
            options={project.lighting.map((value) => ({ value, label: lightLabel(value) }))}
            onChange={(lighting) => {
              set({ lighting });
            }}
          />
        </div>
        <div className="next__field">
          <span>{text('capture.index')}</span>
          <output className="next__index">
            {position.target === null
              ? index(position.next)
              : text('capture.indexOf', {
                  index: index(position.next),
                  target: index(position.target),
                })}
          </output>
        </div>
        <div className="next__field">
          <span aria-hidden="true">{text('capture.follow')}</span>
          <Checkbox
            label={text('capture.follow')}
            checked={followPlan}
            onChange={(checked) => {
              void setPreferences(studio, { followPlan: checked });
            }}
          >
            {text(followPlan ? 'app.on' : 'app.off')}
          </Checkbox>
        </div>
      </div>
    </section>
  );
}

/** Says which sample the next shot replaces, and lets go of it. */
function Retaking(): ReactElement | null {
  const studio = useStudio();
  const id = useCapture((state) => state.replaces);
  const sample = useProject((state) => state.samples.find((entry) => entry.id === id));
  if (!sample) return null;
  return (
    <Button
      size="s"
      icon="close"
      hint={text('capture.retake.stop')}
      onClick={() => {
        studio.capture.getState().actions.setReplaces(null);
      }}
    >
      {text('capture.retake.of', { name: `${sample.anomaly} ${index(sample.index)}` })}
    </Button>
  );
}
