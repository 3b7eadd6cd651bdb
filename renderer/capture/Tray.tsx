/** The session tray: shots of the current category, newest first, with what can be done to them. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { Button, IconButton } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import type { TrayFilter } from '../state/capture.js';
import { runAction, setPreferences } from '../state/commands.js';
import { useCapture, usePrefs, useProject, useStudio, useUi } from '../state/context.js';
import { count } from '../state/format.js';
import { inFilter } from './tray-model.js';
import { TrayGrid } from './TrayGrid.js';

const FILTERS = ['all', 'retake', 'overridden'] as const satisfies TrayFilter[];
const BURSTS = [1, 3, 5, 9, 15, 30];

export function Tray(): ReactElement {
  const studio = useStudio();
  const project = useProject((state) => state.info?.project);
  const samples = useProject((state) => state.samples);
  const category = useCapture((state) => state.cell?.category);
  const filter = useCapture((state) => state.filter);
  const selected = useCapture((state) => state.selected);
  const burst = usePrefs((state) => state.value.burst);
  const { open } = useUi((state) => state.actions);
  const keyOf = useKeyOf();

  const own = samples.filter((sample) => sample.category === category);
  const shown = own.filter((sample) => inFilter(sample, filter));
  const target = (project?.plan ?? []).reduce(
    (sum, cell) => (cell.category === category ? sum + cell.target : sum),
    0,
  );
  const current = own.find((sample) => sample.id === selected);
  const bursts = BURSTS.includes(burst) ? BURSTS : [...BURSTS, burst].sort((a, b) => a - b);
  return (
    <section className="tray" aria-label={text('capture.tray')}>
      <header className="tray__head">
        <h2>{text('capture.tray')}</h2>
        <span className="t3 s12 cut">
          {category === undefined
            ? ''
            : text('capture.tray.count', {
                category,
                count: count(own.length),
                target: count(target),
              })}
        </span>
        <span className="grow" />
        <Button
          size="s"
          icon="retake"
          disabled={!current}
          keys={keyOf('retake')}
          onClick={() => {
            runAction(studio, 'retake');
          }}
        >
          {text('capture.retake')}
        </Button>
        <Button
          size="s"
          icon="trash"
          disabled={!current}
          keys={keyOf('trash')}
          onClick={() => {
            runAction(studio, 'trash');
          }}
        >
          {text('capture.trash')}
        </Button>
        <IconButton
          size="s"
          icon="flag"
          label={text(current?.retake === true ? 'capture.unmark' : 'capture.mark')}
          pressed={current?.retake === true}
          disabled={!current}
          keys={keyOf('markRetake')}
          onClick={() => {
            runAction(studio, 'markRetake');
          }}
        />
        <IconButton
          size="s"
          icon="note"
          label={text('capture.note')}
          pressed={(current?.note ?? '') !== ''}
          disabled={!current}
          keys={keyOf('note')}
          onClick={() => {
            runAction(studio, 'note');
          }}
        />
        <IconButton
          size="s"
          tone="ghost"
          icon="folderUp"
          label={text('capture.trash.open')}
          onClick={() => {
            open('trash');
          }}
        />
        <span className="vsep" />
        <span className="tray__burst s12 t2">
          <span aria-hidden="true">{text('capture.burst')}</span>
          <Select
            size="s"
            label={text('capture.burst')}
            value={burst.toString()}
            options={bursts.map((frames) => ({
              value: frames.toString(),
              label: text(frames === 1 ? 'capture.burst.one' : 'capture.burst.many', {
                count: frames,
              }),
            }))}
            onChange={(value) => {
              void setPreferences(studio, { burst: Number(value) });
            }}
          />
        </span>
        <SegmentedControl
          size="s"
          label={text('capture.filter')}
          value={filter}
          options={FILTERS.map((value) => ({
            value,
            label: text(`capture.filter.${value}`, {
              count: count(own.filter((sample) => inFilter(sample, value)).length),
            }),
          }))}
          onChange={studio.capture.getState().actions.setFilter}
        />
      </header>
      {shown.length === 0 ? (
        <div className="tray__empty">
          <p>{text(own.length === 0 ? 'capture.tray.empty' : 'capture.tray.emptyFilter')}</p>
          {own.length === 0 ? <p className="t3">{text('capture.tray.emptyHint')}</p> : null}
        </div>
      ) : (
        <TrayGrid samples={shown} />
      )}
    </section>
  );
}
