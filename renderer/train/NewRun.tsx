/** The left column: data, preset, scales, seeds, what will be used and what it costs. */
import type { ReactElement } from 'react';
import type { DetectorMode } from '../../core/contract/schema/detector.js';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Icon } from '../controls/Icon.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { useProject, useStudio, useTrain, useUi } from '../state/context.js';
import { bytes, fixed } from '../state/format.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { Advanced } from './Advanced.js';
import { DataPart } from './DataPart.js';
import { PresetCards } from './PresetCards.js';
import { changeDraft, chooseSource, startRuns } from './training.js';
import { duration, mapSides, parseSeeds, possibleScales } from './words.js';

const MODES: readonly DetectorMode[] = ['rgbd', 'rgb', 'depth'];
const STRIDE = 32;

export function NewRun(): ReactElement {
  return (
    <aside className="train__new" aria-label={text('trainPage.new')}>
      <NewHead />
      <div className="train__scroll">
        <SourceRow />
        <PresetCards />
        <div className="train__fields">
          <ScaleChips />
          <SeedsRow />
          <InputsRow />
        </div>
        <Advanced />
        <DataPart />
      </div>
      <StartFoot />
    </aside>
  );
}

function NewHead(): ReactElement {
  const studio = useStudio();
  const categories = useTrain((state) => state.categories);
  const category = useTrain((state) => state.draft.category);
  const open = useUi((state) => state.actions.open);
  return (
    <header className="toolbar train__head">
      <h2>{text('trainPage.new')}</h2>
      <span className="grow" />
      <Select
        label={text('trainPage.category')}
        value={category ?? ''}
        disabled={categories.length === 0}
        options={
          categories.length === 0
            ? [{ value: '', label: text('trainPage.noCategory') }]
            : categories.map(({ name, train }) => ({
                value: name,
                label: text('trainPage.categoryOf', { name, train }),
              }))
        }
        onChange={(name) => {
          void changeDraft(studio, { category: name });
        }}
      />
      <IconButton
        label={text('trainPage.backbones')}
        icon="settings"
        tone="ghost"
        onClick={() => {
          open('backbones');
        }}
      />
    </header>
  );
}

function SourceRow(): ReactElement {
  const studio = useStudio();
  const source = useTrain((state) => state.draft.source);
  const open = useUi((state) => state.actions.open);
  const name = useProject((state) => state.info?.project.name ?? '');
  return (
    <div className="train__source">
      <SegmentedControl
        size="s"
        label={text('trainPage.source')}
        value={source === null ? 'project' : 'tree'}
        options={[
          { value: 'project', label: text('trainPage.source.project') },
          { value: 'tree', label: text('trainPage.source.tree') },
        ]}
        onChange={(value) => {
          if (value === 'project') void chooseSource(studio, null);
          else open('train-source');
        }}
      />
      <span className="t3 s12 cut" title={source ?? name}>
        {source ?? name}
      </span>
      {source === null ? null : (
        <Button
          size="s"
          tone="ghost"
          onClick={() => {
            open('train-source');
          }}
        >
          {text('trainPage.source.change')}
        </Button>
      )}
    </div>
  );
}

function ScaleChips(): ReactElement {
  const studio = useStudio();
  const base = useTrain(
    (state) => state.setup?.presets.find(({ name }) => name === state.draft.preset)?.config ?? null,
  );
  const patch = useTrain((state) => state.draft.patch);
  const side = (patch.side ?? base?.side ?? 768) / STRIDE;
  const scales = patch.scales ?? base?.scales ?? [];
  const offered = [...new Set([...possibleScales(side), ...scales])].sort((a, b) => a - b);
  return (
    <div className="train__field" role="group" aria-label={text('trainPage.scales')}>
      <span className="train__label">{text('trainPage.scales')}</span>
      <span className="chips">
        {offered.map((scale) => {
          const on = scales.includes(scale);
          return (
            <button
              key={scale}
              type="button"
              className={`chip train__chip ${on ? 'train__chip--on' : ''}`}
              aria-pressed={on}
              aria-label={text('trainPage.scale', { scale })}
              // The last scale stays: a student needs one.
              disabled={on && scales.length === 1}
              onClick={() => {
                const next = on ? scales.filter((s) => s !== scale) : [...scales, scale];
                void changeDraft(studio, {
                  patch: { ...patch, scales: next.sort((a, b) => a - b) },
                });
              }}
            >
              {scale}
            </button>
          );
        })}
      </span>
      <span className="t3 s12 cut">
        {text('trainPage.maps', { sides: mapSides(side, scales).join(', ') })}
      </span>
    </div>
  );
}

function SeedsRow(): ReactElement {
  const studio = useStudio();
  const seeds = useTrain((state) => state.draft.seeds);
  const bad = parseSeeds(seeds) === null;
  return (
    <div className="train__field">
      <label className="train__label" htmlFor="train-seeds">
        {text('trainPage.seeds')}
      </label>
      <input
        id="train-seeds"
        className="input input--s train__seeds"
        value={seeds}
        spellCheck={false}
        autoComplete="off"
        inputMode="numeric"
        aria-invalid={bad}
        aria-describedby="train-seeds-hint"
        onChange={(event) => {
          studio.train.getState().actions.setDraft({ seeds: event.target.value });
        }}
      />
      <span id="train-seeds-hint" className={`s12 ${bad ? 'train__bad' : 't3'}`}>
        {text(bad ? 'trainPage.seeds.bad' : 'trainPage.seeds.hint')}
      </span>
    </div>
  );
}

function InputsRow(): ReactElement {
  const studio = useStudio();
  const patch = useTrain((state) => state.draft.patch);
  return (
    <div className="train__field">
      <span className="train__label">{text('trainPage.inputs')}</span>
      <SegmentedControl
        size="s"
        label={text('trainPage.inputs')}
        value={patch.mode ?? 'rgbd'}
        options={MODES.map((value) => ({ value, label: text(`trainPage.mode.${value}`) }))}
        onChange={(mode) => {
          void changeDraft(studio, { patch: { ...patch, mode } });
        }}
      />
    </div>
  );
}

function StartFoot(): ReactElement {
  const studio = useStudio();
  const plan = useTrain((state) => state.plan);
  const planning = useTrain((state) => state.planning);
  const problem = useTrain((state) => state.planProblem);
  const seeds = useTrain((state) => state.draft.seeds);
  const busy = useTrain((state) =>
    state.runs.some((run) => run.state === 'running' || run.state === 'paused'),
  );
  const readOnly = useProject((state) => state.info?.readOnly ?? null);
  const keys = useKeyOf()('trainStart');
  const estimate = plan?.plan.estimate ?? null;
  const runs = parseSeeds(seeds)?.length ?? 0;
  const blocked =
    readOnly !== null ||
    problem !== null ||
    plan === null ||
    plan.plan.blockers.length > 0 ||
    runs === 0;
  const tight = estimate !== null && estimate.memoryBytes > estimate.freeBytes;
  return (
    <footer className="train__foot" aria-busy={planning}>
      {readOnly === null ? null : (
        <p className="hint hint--fail">
          <Icon name="lock" size={14} />
          {readOnly.message}
        </p>
      )}
      <div className="train__go">
        <div className="train__cost">
          <b>
            {tight ? <Mark state="warn" /> : null}
            {estimate === null
              ? text(planning ? 'trainPage.data.checking' : 'trainPage.blocked')
              : text('trainPage.estimate', {
                  time: duration(estimate.seconds * Math.max(1, runs)),
                  memory: bytes(estimate.memoryBytes),
                  free: bytes(estimate.freeBytes),
                })}
          </b>
          <span className="t3 s12 cut">
            {estimate === null || plan === null
              ? ''
              : text(estimate.measured ? 'trainPage.rate.measured' : 'trainPage.rate.assumed', {
                  rate: fixed(estimate.gflopsPerSecond, 0),
                  engine: text(`trainPage.engine.${plan.plan.engine}`),
                })}
          </span>
        </div>
        <Button
          tone="primary"
          size="l"
          keys={keys}
          disabled={blocked}
          onClick={() => {
            void startRuns(studio);
          }}
        >
          {text(busy ? 'trainPage.queue' : 'trainPage.start')}
        </Button>
      </div>
    </footer>
  );
}
