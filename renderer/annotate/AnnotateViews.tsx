/** One or two linked pictures of the open sample, or its point cloud beside the picture. */
import {
  lazy,
  Suspense,
  useCallback,
  useMemo,
  useSyncExternalStore,
  type ReactElement,
} from 'react';
import { heightAbove, pointAt } from '../../core/annotation/depth-grid.js';
import { text } from '../../core/text/index.js';
import { useDepthColours } from '../capture/useDepthColours.js';
import { IconButton } from '../controls/Button.js';
import { SegmentedControl } from '../controls/SegmentedControl.js';
import { Select } from '../controls/Select.js';
import { useKeyOf } from '../shell/useKeyOf.js';
import type { OpenSample } from '../state/annotate.js';
import { runAction } from '../state/commands.js';
import { useAnnotate, useStudio } from '../state/context.js';
import { fixed } from '../state/format.js';
import { Pane } from './canvas/Pane.js';
import { PICTURE_KINDS, RELIEF_HEIGHT_SCALE, type PictureKind } from './canvas/pictures.js';
import type { SceneOptions } from './canvas/scene.js';
import { sampleName } from './queue-model.js';
import { useLabelColours } from './useLabelColours.js';

const CloudPane = lazy(() => import('./CloudPane.js'));

export function AnnotateViews(props: { readonly open: OpenSample }): ReactElement {
  const { open } = props;
  const layout = useAnnotate((state) => state.layout);
  const single = useAnnotate((state) => state.single);
  switch (layout) {
    case 'relief':
    case 'depth':
      return (
        <div className="aviews aviews--two">
          <PictureView open={open} kind="rgb" leads />
          <PictureView open={open} kind={layout} />
        </div>
      );
    case 'overlay':
      return (
        <div className="aviews">
          <PictureView open={open} kind="overlay" leads />
        </div>
      );
    case 'one':
      return (
        <div className="aviews">
          <PictureView open={open} kind={single} leads choose />
        </div>
      );
    case 'cloud':
      return (
        <div className="aviews aviews--two">
          <PictureView open={open} kind="rgb" leads />
          <Suspense fallback={<div className="aview" />}>
            <CloudPane open={open} />
          </Suspense>
        </div>
      );
  }
}

function PictureView(props: {
  readonly open: OpenSample;
  readonly kind: PictureKind;
  readonly leads?: boolean;
  readonly choose?: boolean;
}): ReactElement {
  const { open, kind } = props;
  const { annotator } = useStudio();
  const colours = useDepthColours();
  const picture = useMemo(() => open.data.picture(kind, colours), [open.data, kind, colours]);
  const scene = useScene(open, kind);
  const { sample } = open.data;
  const note = text(`annotate.picture.note.${kind}`, {
    scale: fixed(RELIEF_HEIGHT_SCALE, 1),
    near: colours.rangeMm[0],
    far: colours.rangeMm[1],
  });
  return (
    <section className="aview" aria-label={text(`annotate.picture.${kind}`)}>
      <header className="view__head">
        {props.choose === true ? (
          <SegmentedControl
            size="s"
            label={text('annotate.picture')}
            value={kind}
            options={PICTURE_KINDS.map((value) => ({
              value,
              label: text(`annotate.picture.${value}`),
            }))}
            onChange={(value) => {
              annotator.patch({ single: value });
            }}
          />
        ) : (
          <b>{text(`annotate.picture.${kind}`)}</b>
        )}
        <span className="t3 cut">{note}</span>
        <span className="grow" />
        {kind === 'rgb' ? null : (
          <span className={`nodata nodata--${kind === 'relief' ? 'relief' : 'depth'}`}>
            {text('annotate.noData')}
          </span>
        )}
        {props.leads === true ? <ZoomSelect /> : null}
      </header>
      {picture ? (
        <Pane
          open={open}
          picture={picture}
          scene={scene}
          leads={props.leads ?? false}
          label={text('annotate.picture.label', {
            picture: text(`annotate.picture.${kind}`),
            sample: `${sample.category} ${sampleName(sample)}`,
          })}
        />
      ) : (
        <div className="apane apane--none">
          <p>{text('annotate.picture.none')}</p>
        </div>
      )}
    </section>
  );
}

/** What lies over a picture, read at every draw. */
function useScene(open: OpenSample, kind: PictureKind): () => SceneOptions {
  const { annotator } = useStudio();
  const colourOf = useLabelColours();
  const bare = useAnnotate((state) => state.bare);
  const comments = useAnnotate((state) => state.work?.comments);
  const comment = useAnnotate((state) => state.comment);
  return useCallback((): SceneOptions => {
    const readout = kind === 'rgb' ? null : heightText(open, annotator.cursor.get());
    return {
      colourOf,
      bare,
      comments: comments ?? [],
      comment,
      readout,
      tags: kind === 'rgb' || kind === 'overlay',
    };
  }, [annotator, colourOf, bare, comments, comment, kind, open]);
}

/** Height above the board under the cursor, or the distance where no board is known. */
function heightText(open: OpenSample, at: { u: number; v: number } | null): string | null {
  const { depth, board } = open.data;
  if (!depth || !at) return null;
  const point = pointAt(depth, at.u, at.v);
  if (!point) return null;
  return board
    ? text('annotate.readout.height', { height: fixed(heightAbove(board, point), 1) })
    : `${fixed(point[2], 1)} mm`;
}

const ZOOMS = [0.25, 0.5, 1, 2, 4, 8, 16, 32];

function ZoomSelect(): ReactElement {
  const studio = useStudio();
  const { view } = studio.annotator;
  const keyOf = useKeyOf();
  const { scale } = useSyncExternalStore(view.subscribe, view.get);
  const percent = Math.round(scale * 100);
  const listed = ZOOMS.some((zoom) => zoom * 100 === percent);
  const options = ZOOMS.map((zoom) => zoom * 100);
  if (!listed) options.push(percent);
  options.sort((a, b) => a - b);
  return (
    <>
      <Select
        size="s"
        label={text('annotate.zoom')}
        value={percent.toString()}
        options={options.map((value) => ({
          value: value.toString(),
          label: text('annotate.zoom.value', { percent: value }),
        }))}
        onChange={(value) => {
          view.setScale(Number(value) / 100);
        }}
      />
      <IconButton
        size="s"
        tone="ghost"
        icon="fit"
        label={text('annotate.fit')}
        keys={keyOf('fitObject')}
        onClick={() => {
          runAction(studio, 'fitObject');
        }}
      />
    </>
  );
}
