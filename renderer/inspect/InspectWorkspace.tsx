/** Inspect: one click to a heat map on one scale, and a verdict that counts. */
import { lazy, Suspense, useEffect, useMemo, useState, type ReactElement } from 'react';
import { HEAT_PALETTES } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import { SampleCache, type SampleData } from '../annotate/sample-data.js';
import { Button } from '../controls/Button.js';
import { Checkbox } from '../controls/Checkbox.js';
import { Mark } from '../controls/Mark.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { Slider } from '../controls/Slider.js';
import { useInspect, useProject, useStudio } from '../state/context.js';
import { index } from '../state/format.js';
import { INSPECT_VIEWS } from '../state/inspect.js';
import { CardPanel } from './CardPanel.js';
import { HeatLegend } from './HeatLegend.js';
import { HeatPicture } from './HeatPicture.js';
import { chooseModel, makeReport, openInspect, saveCsv } from './inspecting.js';
import { LinePanel } from './LineFigures.js';
import { QueueColumn } from './QueueColumn.js';
import { VerdictPanel } from './VerdictPanel.js';

const HeatCloud = lazy(() => import('./HeatCloud.js'));

export function InspectWorkspace(): ReactElement {
  const studio = useStudio();
  const project = useProject((state) => state.info?.path);
  const loaded = useProject((state) => state.loaded);
  const ready = useInspect((state) => state.loaded);
  const model = useInspect((state) => state.model);
  useEffect(() => {
    if (project !== undefined && loaded) void openInspect(studio);
  }, [studio, project, loaded]);
  if (project === undefined)
    return <Empty title={text('inspect.noProject')} note={text('inspect.noProject.note')} />;
  if (ready && model === null)
    return <Empty title={text('inspect.noModels.title')} note={text('inspect.noModels.note')} />;
  return (
    <div className="inspect">
      <InspectToolbar />
      <QueueColumn />
      <Centre />
      <aside className="inspect__side" aria-label={text('inspect.side')}>
        <VerdictPanel />
        <CardPanel />
      </aside>
    </div>
  );
}

function Empty(props: { readonly title: string; readonly note: string }): ReactElement {
  return (
    <div className="inspect-empty">
      <Mark state="new" size={32} />
      <h2>{props.title}</h2>
      <p className="t2">{props.note}</p>
    </div>
  );
}

function InspectToolbar(): ReactElement {
  const studio = useStudio();
  const models = useInspect((state) => state.models);
  const model = useInspect((state) => state.model);
  const card = useInspect((state) => state.card);
  const view = useInspect((state) => state.view);
  const blind = useInspect((state) => state.blind);
  const hash = useInspect((state) => state.inspection?.modelHash);
  const { set } = useInspect((state) => state.actions);
  return (
    <header className="toolbar inspect__bar" aria-label={text('inspect.toolbar')}>
      <span className="t2">{text('inspect.model')}</span>
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
      {card === null ? null : card.parity ? (
        <span className={`badge badge--${card.parity.passed ? 'pass' : 'fail'}`}>
          <Mark state={card.parity.passed ? 'pass' : 'fail'} />
          {text(card.parity.passed ? 'inspect.parityChecked' : 'inspect.parityBroken')}
        </span>
      ) : (
        <span className="badge badge--warn">
          <Mark state="warn" />
          {text('inspect.parityNotChecked')}
        </span>
      )}
      <code className="t3">
        {hash === undefined ? '' : `${hash.slice(0, 4)} ${hash.slice(4, 8)}`}
      </code>
      <span className="grow" />
      <Checkbox
        checked={blind}
        onChange={(on) => {
          set({ blind: on });
        }}
      >
        {text('inspect.blind')}
      </Checkbox>
      <SegmentedControl
        label={text('inspect.view')}
        value={view}
        options={INSPECT_VIEWS.map((value) => ({ value, label: text(`inspect.view.${value}`) }))}
        onChange={(value) => {
          set({ view: value });
        }}
      />
      <Button
        icon="save"
        onClick={() => {
          void saveCsv(studio);
        }}
      >
        {text('inspect.csv')}
      </Button>
      <Button
        icon="file"
        onClick={() => {
          void makeReport(studio, text('inspect.lotTitle', { category: card?.category ?? '' }));
        }}
      >
        {text('inspect.report')}
      </Button>
    </header>
  );
}

function Centre(): ReactElement {
  const studio = useStudio();
  const selected = useInspect((state) => state.selected);
  const inspection = useInspect((state) => state.inspection);
  const blind = useInspect((state) => state.blind);
  const decided = useInspect((state) => state.draft.decision !== null);
  const view = useInspect((state) => state.view);
  const sample = useProject((state) => state.samples.find(({ id }) => id === selected));
  const cache = useMemo(() => new SampleCache(studio.link), [studio]);
  const [data, setData] = useState<SampleData | null>(null);
  useEffect(() => {
    let wanted = true;
    if (selected === null) return;
    cache.load(selected).then(
      (found) => {
        // The picture before stays until the next one is there; its heat went at once.
        if (wanted) setData(found);
      },
      () => {
        if (wanted) setData(null);
      },
    );
    return () => {
      wanted = false;
    };
  }, [cache, selected]);
  const own = data !== null && data.sample.id === selected ? inspection : null;
  const shown = blind && !decided ? null : own;
  const name = sample ? `${sample.category}, ${sample.anomaly} ${index(sample.index)}` : '';
  return (
    <section className="inspect__centre" aria-label={text('inspect.picture')}>
      <header className="view__head">
        <b>{blind && !decided ? (sample?.category ?? '') : name}</b>
        <code className="t3">{selected ?? ''}</code>
        <span className="t3 cut">
          {sample
            ? text('inspect.shotBy', {
                at: sample.takenAt.slice(0, 16).replace('T', ' '),
                by: sample.operator,
              })
            : ''}
        </span>
      </header>
      <div className="inspect__stage">
        {data === null ? (
          <p className="t3">{text('inspect.loading')}</p>
        ) : view === 'cloud' ? (
          <Suspense fallback={null}>
            <HeatCloud data={data} inspection={shown} />
          </Suspense>
        ) : (
          <HeatPicture data={data} inspection={shown} kind={view} name={name} />
        )}
        {shown ? <HeatLegend inspection={shown} /> : null}
      </div>
      <HeatControls />
      {blind && !decided ? null : <LinePanel />}
    </section>
  );
}

function HeatControls(): ReactElement {
  const heat = useInspect((state) => state.heat);
  const { setHeat } = useInspect((state) => state.actions);
  return (
    <div className="heat-controls" role="group" aria-label={text('inspect.heat')}>
      <Slider
        label={text('inspect.opacity')}
        unit="%"
        value={heat.opacity * 100}
        min={0}
        max={100}
        step={1}
        onChange={(value) => {
          setHeat({ opacity: value / 100 });
        }}
      />
      <Checkbox
        checked={heat.contour}
        onChange={(contour) => {
          setHeat({ contour });
        }}
      >
        {text('inspect.contour')}
      </Checkbox>
      <Checkbox
        checked={heat.clearBelow}
        onChange={(clearBelow) => {
          setHeat({ clearBelow });
        }}
      >
        {text('inspect.clearBelow')}
      </Checkbox>
      <Checkbox
        checked={heat.foreground}
        onChange={(foreground) => {
          setHeat({ foreground });
        }}
      >
        {text('inspect.foreground')}
      </Checkbox>
      <span className="grow" />
      <Select
        size="s"
        label={text('inspect.palette')}
        value={heat.palette}
        options={HEAT_PALETTES.map((value) => ({ value, label: text(`inspect.palette.${value}`) }))}
        onChange={(palette) => {
          setHeat({ palette });
        }}
      />
    </div>
  );
}
