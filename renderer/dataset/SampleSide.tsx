/** The right column of Samples: one sample's facts, a selection's, or what of the set needs a look. */
import { useEffect, useState, type ReactElement } from 'react';
import type { MethodOutput } from '../../core/contract/methods.js';
import type { Sample, SampleSummary } from '../../core/contract/schema/sample.js';
import { GOOD } from '../../core/dataset/vocabulary.js';
import { text } from '../../core/text/index.js';
import { gateLimit, gateMark, gateTitle, gateValue } from '../capture/gate-words.js';
import { Mark } from '../controls/Mark.js';
import { useDataset, useProject, useStudio } from '../state/context.js';
import { clock, count, day, fixed, index, percent, scaleMm } from '../state/format.js';
import { BrokenList } from './BrokenList.js';
import { Fact, Facts } from './Facts.js';
import { SetHealth } from './SetHealth.js';
import { SamplePicture } from './SamplePicture.js';
import { lightName, splitName } from './words.js';

export function SampleSide(): ReactElement {
  const samples = useProject((state) => state.samples);
  const selection = useDataset((state) => state.selection);
  const chosen = selection.ids.size;
  const current = samples.find((sample) => sample.id === selection.current);
  return (
    <aside className="dataset__side" aria-label={text('dataset.side')}>
      {chosen > 1 ? (
        <SelectionFacts
          samples={samples.filter((sample) => selection.ids.has(sample.id))}
          current={current}
        />
      ) : current && chosen === 1 ? (
        <SampleFacts sample={current} />
      ) : (
        <SetFacts />
      )}
    </aside>
  );
}

function SetFacts(): ReactElement {
  return (
    <>
      <header className="panel__head panel__head--tall">
        <h2>{text('dataset.set')}</h2>
        <span className="grow" />
        <span className="t3 s12">{text('dataset.set.hint')}</span>
      </header>
      <div className="dataset__scroll">
        <SetHealth />
        <BrokenList />
      </div>
    </>
  );
}

function SelectionFacts(props: {
  readonly samples: readonly SampleSummary[];
  readonly current: SampleSummary | undefined;
}): ReactElement {
  const { samples } = props;
  const tally = (name: (sample: SampleSummary) => string): [string, number][] => {
    const counts = new Map<string, number>();
    for (const sample of samples) counts.set(name(sample), (counts.get(name(sample)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  return (
    <>
      <header className="panel__head panel__head--tall">
        <h2>{text('dataset.selected', { count: count(samples.length) })}</h2>
      </header>
      <div className="dataset__scroll">
        {props.current ? <SamplePicture sample={props.current} /> : null}
        <Tally title={text('dataset.category')} rows={tally((sample) => sample.category)} />
        <Tally title={text('dataset.split')} rows={tally((sample) => splitName(sample.split))} />
        <Tally title={text('dataset.anomaly')} rows={tally((sample) => sample.anomaly)} />
        <Tally title={text('dataset.light')} rows={tally((sample) => lightName(sample.lighting))} />
      </div>
    </>
  );
}

const TALLY_ROWS = 8;

function Tally(props: {
  readonly title: string;
  readonly rows: readonly (readonly [string, number])[];
}): ReactElement {
  const rest = props.rows.length - TALLY_ROWS;
  return (
    <Facts title={props.title}>
      {props.rows.slice(0, TALLY_ROWS).map(([name, value]) => (
        <Fact key={name} name={name}>
          {count(value)}
        </Fact>
      ))}
      {rest > 0 ? <Fact name={text('dataset.more', { count: rest })}>{''}</Fact> : null}
    </Facts>
  );
}

function SampleFacts(props: { readonly sample: SampleSummary }): ReactElement {
  const { sample } = props;
  const full = useFullSample(sample);
  return (
    <>
      <header className="panel__head panel__head--tall">
        <h2 className="cut">{`${sample.category} ${sample.anomaly} ${index(sample.index)}`}</h2>
      </header>
      <div className="dataset__scroll">
        <SamplePicture sample={sample} />
        <Facts title={text('dataset.sample')}>
          <Fact name={text('dataset.split')}>{splitName(sample.split)}</Fact>
          <Fact name={text('dataset.anomaly')}>
            {sample.anomaly === GOOD ? text('capture.plan.good') : sample.anomaly}
          </Fact>
          <Fact name={text('dataset.light')}>{lightName(sample.lighting)}</Fact>
          <Fact name={text('dataset.taken')}>
            {`${day(sample.takenAt)} ${clock(sample.takenAt)}`}
          </Fact>
          <Fact name={text('dataset.operator')}>{sample.operator || text('dataset.unknown')}</Fact>
          <Fact name={text('dataset.source')}>{text(`dataset.source.${sample.source}`)}</Fact>
          {sample.note === '' ? null : <Fact name={text('capture.note')}>{sample.note}</Fact>}
        </Facts>
        <Quality sample={sample} />
        {full ? <Files sample={full.sample} path={full.path} /> : null}
        {full?.sample.provenance ? <Provenance sample={full.sample} /> : null}
      </div>
    </>
  );
}

type FullSample = MethodOutput<'samples.get'>;

/** The whole record of the shown sample, asked for again when its summary changes. */
function useFullSample(summary: SampleSummary): FullSample | null {
  const { link } = useStudio();
  const [full, setFull] = useState<FullSample | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    link.call('samples.get', { id: summary.id }, stop.signal).then(setFull, () => {
      // The summary stands for it; a broken folder is told in the list of broken samples.
      setFull(null);
    });
    return () => {
      stop.abort();
    };
  }, [link, summary]);
  return full?.sample.id === summary.id ? full : null;
}

function Quality(props: { readonly sample: SampleSummary }): ReactElement {
  const { gates, measures, override } = props.sample;
  return (
    <section className="facts" aria-label={text('dataset.quality')}>
      <h3>{text('dataset.quality')}</h3>
      {gates.length > 0 ? (
        <ul className="gates__list gates__list--side">
          {gates.map((gate) => (
            <li key={gate.name}>
              <Mark
                state={gateMark(gate)}
                label={text(`app.mark.${gate.passed ? 'pass' : 'fail'}`)}
              />
              <span className="gates__name">{gateTitle(gate.name)}</span>
              <span className="gates__value">{gateValue(gate)}</span>
              <span className="gates__limit cut">{gateLimit(gate)}</span>
            </li>
          ))}
        </ul>
      ) : measures ? (
        <dl>
          <Fact name={text('capture.gauge.fillRate')}>{`${percent(measures.fillRate)} %`}</Fact>
          <Fact name={text('capture.gauge.tilt')}>
            {measures.tiltDeg === null ? text('dataset.unknown') : `${fixed(measures.tiltDeg, 1)}°`}
          </Fact>
          <Fact name={text('capture.gauge.distance')}>
            {measures.distanceMm === null
              ? text('dataset.unknown')
              : `${fixed(measures.distanceMm, 1)} mm`}
          </Fact>
        </dl>
      ) : (
        <p className="t3 s12">{text('dataset.notMeasured')}</p>
      )}
      {override ? (
        <p className="hint facts__override">
          <Mark state="warn" label={text('dataset.flag.overridden')} />
          <span>
            {text('dataset.override', {
              reason: override.reason,
              by: override.by || text('dataset.unknown'),
            })}
          </span>
        </p>
      ) : null}
    </section>
  );
}

function Files(props: { readonly sample: Sample; readonly path: string }): ReactElement {
  const { rgb, depth, camera } = props.sample;
  return (
    <Facts title={text('dataset.files')}>
      <Fact name={text('dataset.rgb')}>
        {`${rgb.width.toString()} × ${rgb.height.toString()}, ${text(`dataset.stream.${rgb.stream}`)}`}
      </Fact>
      <Fact name={text('dataset.depth')}>
        {depth === null
          ? text('dataset.none')
          : `${depth.width.toString()} × ${depth.height.toString()}, ${
              depth.encoding === 'float32'
                ? text('dataset.depth.float')
                : text('dataset.depth.counts', { scale: scaleMm(depth.metresPerCount) })
            }`}
      </Fact>
      <Fact name={text('dataset.intrinsics')}>
        {rgb.intrinsics ? text('dataset.intrinsics.known') : text('dataset.none')}
      </Fact>
      {camera ? (
        <Fact name={text('dataset.camera')}>{`${camera.model} ${camera.serial}`}</Fact>
      ) : null}
      <Fact name={text('dataset.folder')} title={props.path}>
        <span className="mono cut">{props.path.split(/[\\/]/).slice(-1)[0]}</span>
      </Fact>
    </Facts>
  );
}

function Provenance(props: { readonly sample: Sample }): ReactElement | null {
  const { provenance } = props.sample;
  if (!provenance) return null;
  return (
    <Facts title={text('dataset.provenance')}>
      <Fact name={text('dataset.importedFrom')} title={provenance.importedFrom}>
        <span className="cut">{provenance.importedFrom}</span>
      </Fact>
      <Fact name={text('dataset.missing')}>
        {provenance.missing.length === 0
          ? text('dataset.missing.none')
          : provenance.missing.join(', ')}
      </Fact>
    </Facts>
  );
}
