/** Model, queue or live, how verdicts are given, the view, what it is compared with, and what goes out. */
import type { ReactElement } from 'react';
import { text } from '../../core/text/index.js';
import { Button, IconButton } from '../controls/Button.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import { useInspect, useStudio } from '../state/context.js';
import { INSPECT_VIEWS, type Comparison } from '../state/inspect.js';
import { compareWith } from './comparing.js';
import { chooseModel, makeReport, saveCsv } from './inspecting.js';

export function InspectToolbar(): ReactElement {
  const studio = useStudio();
  const models = useInspect((state) => state.models);
  const model = useInspect((state) => state.model);
  const mode = useInspect((state) => state.mode);
  const view = useInspect((state) => state.view);
  const { set } = useInspect((state) => state.actions);
  return (
    <header className="toolbar inspect__bar" aria-label={text('inspect.toolbar')}>
      <span className="t2 inspect__model">{text('inspect.model')}</span>
      <Select
        label={text('inspect.model')}
        value={model ?? ''}
        options={models.map(({ name, config }) => ({
          value: name,
          label: `${name}, ${config.preset}, S ${config.scales.join(' ')}`,
        }))}
        onChange={(name) => {
          void chooseModel(studio, name);
        }}
      />
      <Parity />
      <span className="grow" />
      <SegmentedControl
        label={text('inspect.mode')}
        value={mode}
        options={(['queue', 'live'] as const).map((value) => ({
          value,
          label: text(`inspect.mode.${value}`),
        }))}
        onChange={(value) => {
          set({ mode: value });
        }}
      />
      {mode === 'queue' ? (
        <>
          <SegmentedControl
            label={text('inspect.view')}
            value={view}
            options={INSPECT_VIEWS.map((value) => ({
              value,
              label: text(`inspect.view.${value}`),
            }))}
            onChange={(value) => {
              set({ view: value });
            }}
          />
          <Compare />
          <Out />
        </>
      ) : null}
    </header>
  );
}

function Parity(): ReactElement | null {
  const card = useInspect((state) => state.card);
  const hash = useInspect((state) => state.inspection?.modelHash ?? card?.onnxSha256 ?? undefined);
  if (!card) return null;
  const state = card.parity === null ? 'warn' : card.parity.passed ? 'pass' : 'fail';
  const words = {
    warn: 'inspect.parityNotChecked',
    pass: 'inspect.parityChecked',
    fail: 'inspect.parityBroken',
  } as const;
  return (
    <>
      <span className={`badge badge--${state}`}>
        <Mark state={state} />
        {text(words[state])}
      </span>
      <code className="t3 inspect__hash">
        {hash === undefined ? '' : `${hash.slice(0, 4)} ${hash.slice(4, 8)}`}
      </code>
    </>
  );
}

/** Nothing, the nearest good part, or another model of the category: older ones as before. */
function Compare(): ReactElement {
  const studio = useStudio();
  const keyOf = useKeyOf();
  const comparison = useInspect((state) => state.comparison);
  const models = useInspect((state) => state.models);
  const card = useInspect((state) => state.card);
  const others = models.filter(
    ({ name, category }) => category === card?.category && name !== card.name,
  );
  const value =
    comparison === null ? '' : comparison.kind === 'good' ? 'good' : `model:${comparison.model}`;
  const read = (chosen: string): Comparison | null =>
    chosen === ''
      ? null
      : chosen === 'good'
        ? { kind: 'good' }
        : { kind: 'model', model: chosen.slice('model:'.length) };
  return (
    <Select
      label={text('inspect.compare', { key: keyOf('inspectCompare') ?? '' })}
      value={value}
      options={[
        { value: '', label: text('inspect.compare.none') },
        { value: 'good', label: text('inspect.compare.good') },
        ...others.map(({ name, createdAt }) => ({
          value: `model:${name}`,
          label: text(
            createdAt < (card?.createdAt ?? '')
              ? 'inspect.compare.before'
              : 'inspect.compare.after',
            { model: name },
          ),
        })),
      ]}
      onChange={(chosen) => {
        void compareWith(studio, read(chosen));
      }}
    />
  );
}

function Out(): ReactElement {
  const studio = useStudio();
  const category = useInspect((state) => state.card?.category ?? '');
  const { open } = studio.ui.getState().actions;
  return (
    <>
      <Button
        onClick={() => {
          open('shift');
        }}
      >
        {text('inspect.shift.open')}
      </Button>
      <IconButton
        icon="folder"
        label={text('inspect.folder.open')}
        onClick={() => {
          open('inspect-folder');
        }}
      />
      <IconButton
        icon="save"
        label={text('inspect.csv')}
        onClick={() => {
          void saveCsv(studio);
        }}
      />
      <Button
        icon="file"
        onClick={() => {
          void makeReport(studio, text('inspect.lotTitle', { category }));
        }}
      >
        {text('inspect.report')}
      </Button>
    </>
  );
}
