/** Earlier versions of the annotation: each drawn on the picture, any of them restored. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { AnnotationDocument } from '../../../core/annotation/document.js';
import { fromWire } from '../../../core/annotation/wire.js';
import type { AnnotationVersion } from '../../../core/contract/schema/annotation.js';
import { text } from '../../../core/text/index.js';
import { Button } from '../../controls/Button.js';
import { Dialog } from '../../controls/Dialog.js';
import type { OpenSample } from '../../state/annotate.js';
import { useStudio } from '../../state/context.js';
import { clock, count, day } from '../../state/format.js';
import { attempt } from '../../state/studio.js';
import { drawnShapes, drawShape } from '../canvas/draw.js';
import { sampleName } from '../queue-model.js';
import { useLabelColours } from '../useLabelColours.js';

export function VersionsDialog({ open }: { readonly open: OpenSample }): ReactElement {
  const studio = useStudio();
  const { annotator } = studio;
  const { sample } = open.data;
  const [versions, setVersions] = useState<readonly AnnotationVersion[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [shown, setShown] = useState<AnnotationDocument | null>(null);
  const close = (): void => {
    annotator.patch({ dialog: null });
  };
  useEffect(() => {
    let live = true;
    // Who only reads has nothing to save.
    void (annotator.save() ?? Promise.resolve()).then(async () => {
      const result = await attempt(studio, studio.link.call('annotate.versions', { id: open.id }));
      if (!live || !result) return;
      setVersions(result.versions);
      setChosen(result.versions.find(({ current }) => !current)?.version ?? null);
    });
    return () => {
      live = false;
    };
  }, [annotator, open.id, studio]);
  useEffect(() => {
    if (chosen === null) return;
    let live = true;
    void attempt(
      studio,
      studio.link.call('annotate.version', { id: open.id, version: chosen }),
    ).then((result) => {
      if (live && result) setShown(fromWire(result.document));
    });
    return () => {
      live = false;
    };
  }, [chosen, open.id, studio]);
  const current = versions?.find(({ version }) => version === chosen);
  return (
    <Dialog
      title={text('annotate.versions.title', {
        sample: `${sample.category} ${sampleName(sample)}`,
      })}
      size="l"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{text('app.close')}</Button>
          <Button
            tone="primary"
            icon="reset"
            disabled={!current || current.current || open.editor.readOnly}
            onClick={() => {
              if (chosen === null) return;
              close();
              void annotator.restore(chosen);
            }}
          >
            {text('annotate.versions.restore')}
          </Button>
        </>
      }
    >
      {versions?.length === 0 ? (
        <p className="t3">{text('annotate.versions.none')}</p>
      ) : (
        <div className="versions">
          <ul className="list versions__list" aria-label={text('annotate.versions.list')}>
            {(versions ?? []).map((entry) => (
              <li key={entry.version}>
                <button
                  type="button"
                  className={`list__row ${entry.version === chosen ? 'list__row--on' : ''}`}
                  aria-pressed={entry.version === chosen}
                  onClick={() => {
                    setChosen(entry.version);
                  }}
                >
                  <span>{`${day(entry.savedAt)} ${clock(entry.savedAt, true)}`}</span>
                  <span className="grow" />
                  <span className="t3 s12">
                    {entry.shapes === null
                      ? text('annotate.versions.unreadable')
                      : text('annotate.versions.shapes', { count: count(entry.shapes) })}
                  </span>
                  {entry.current ? (
                    <span className="tag">{text('annotate.versions.current')}</span>
                  ) : null}
                </button>
              </li>
            ))}
          </ul>
          <Preview open={open} document={shown} />
        </div>
      )}
    </Dialog>
  );
}

function Preview(props: {
  readonly open: OpenSample;
  readonly document: AnnotationDocument | null;
}): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colourOf = useLabelColours();
  const { open, document } = props;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const picture = open.data.picture('rgb', { palette: 'turbo', rangeMm: [0, 1] });
    if (!canvas.current || !context || !picture) return;
    const { width, height } = canvas.current;
    const scale = Math.min(width / open.data.width, height / open.data.height);
    const at = {
      scale,
      x: (width - open.data.width * scale) / 2,
      y: (height - open.data.height * scale) / 2,
    };
    context.clearRect(0, 0, width, height);
    context.drawImage(picture, at.x, at.y, open.data.width * scale, open.data.height * scale);
    if (!document) return;
    for (const drawn of drawnShapes(document, (shape) => ({
      colour: colourOf(shape.label),
      selected: false,
      dim: false,
    })))
      drawShape(context, drawn, at, { width, height });
  }, [open.data, document, colourOf]);
  return (
    <canvas
      ref={canvas}
      className="versions__preview"
      width={520}
      height={292}
      role="img"
      aria-label={text('annotate.versions.preview')}
    />
  );
}
