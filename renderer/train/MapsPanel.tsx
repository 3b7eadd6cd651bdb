/** Score maps of a few samples as the student learns, over their pictures. */
import { useEffect, useRef, type ReactElement } from 'react';
import type { RunMap, RunSummary } from '../../core/contract/schema/detector.js';
import { fillHeat } from '../../core/inspect/heat.js';
import { text } from '../../core/text/index.js';
import { useUrl } from '../dataset/TilePicture.js';
import { useProject, useStudio, useTrain } from '../state/context.js';
import { index } from '../state/format.js';
import { useSize } from './useSize.js';

const NONE: readonly RunMap[] = [];
const CELL = 60;
const NAMES = 74;

export function MapsPanel({ run }: { readonly run: RunSummary }): ReactElement {
  const maps = useTrain((state) => (state.detail?.id === run.id ? state.detail.maps : NONE));
  const { box, width } = useSize<HTMLDivElement>();
  const samples = [...new Map(maps.map((map) => [map.sample, map.anomaly]))];
  const room = Math.max(1, Math.floor((width - NAMES - CELL) / CELL));
  const epochs = thinned(
    [...new Set(maps.map(({ epoch }) => epoch))].sort((a, b) => a - b),
    room,
  );
  return (
    <section className="maps" aria-label={text('trainPage.maps.title')}>
      <header className="panel__head">
        <h2>{text('trainPage.maps.title')}</h2>
        <span className="t3 s12 cut">{text('trainPage.maps.note')}</span>
      </header>
      <div className="maps__body" ref={box}>
        {maps.length === 0 ? (
          <p className="t3 s12 loss__none">{text('trainPage.maps.none')}</p>
        ) : (
          <table className="maps__table">
            <thead>
              <tr>
                <td />
                <th scope="col">{text('trainPage.maps.rgb')}</th>
                {epochs.map((epoch, i) => (
                  <th key={epoch} scope="col">
                    {i === 0 ? text('trainPage.maps.epoch', { epoch }) : epoch}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {samples.map(([sample, anomaly]) => (
                <Row key={sample} sample={sample} anomaly={anomaly} epochs={epochs} maps={maps} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function Row(props: {
  readonly sample: string;
  readonly anomaly: string;
  readonly epochs: readonly number[];
  readonly maps: readonly RunMap[];
}): ReactElement {
  const { thumbnails } = useStudio();
  const known = useProject((state) => state.samples.find(({ id }) => id === props.sample));
  const url = useUrl(thumbnails, known ? known.id : null);
  return (
    <tr>
      <th scope="row">
        {props.anomaly}
        <span className="t3">
          {known ? index(known.index) : (props.sample.split('/').at(-1) ?? '')}
        </span>
      </th>
      <td>
        <span className="maps__cell">{url === null ? null : <img src={url} alt="" />}</span>
      </td>
      {props.epochs.map((epoch) => {
        const map = props.maps.find((m) => m.epoch === epoch && m.sample === props.sample);
        // All maps of an epoch share one scale, so that good and anomalous compare.
        const top = Math.max(
          ...props.maps.filter((m) => m.epoch === epoch).map(({ range }) => range[1]),
        );
        return (
          <td key={epoch}>
            <span className="maps__cell">
              {url === null ? null : <img src={url} alt="" />}
              {map ? <Heat map={map} top={top} /> : null}
            </span>
          </td>
        );
      })}
    </tr>
  );
}

function Heat(props: { readonly map: RunMap; readonly top: number }): ReactElement {
  const { map, top } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const { width, height } = map;
    const data = new Float32Array(map.bytes.slice().buffer);
    const image = context.createImageData(width, height);
    fillHeat(
      image.data,
      { width, height, data },
      { palette: 'plasma', range: [0, top], threshold: top * 0.7, clearBelow: true },
    );
    context.putImageData(image, 0, 0);
  }, [map, top]);
  return (
    <canvas
      ref={canvas}
      width={map.width}
      height={map.height}
      role="img"
      aria-label={text('trainPage.maps.of', {
        sample: map.sample,
        anomaly: map.anomaly,
        epoch: map.epoch,
      })}
    />
  );
}

/** At most `room` of them, evenly, the last always among them. */
function thinned(epochs: readonly number[], room: number): number[] {
  if (epochs.length <= room) return [...epochs];
  return Array.from(
    { length: room },
    (_, i) => epochs[Math.round(((i + 1) * epochs.length) / room) - 1] ?? 0,
  );
}
