/** The host's part of the Annotate workspace: documents, locks, journals, versions, masks, the queue. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toWire } from '../../core/annotation/wire.js';
import { LabelmeError } from '../../core/annotation/labelme/problem.js';
import { StudioError } from '../../core/contract/errors.js';
import type { annotateMethods } from '../../core/contract/methods/annotate.js';
import { text } from '../../core/text/index.js';
import { asStudioError, errnoOf } from '../files/errors.js';
import type { ProjectStore } from '../project/store.js';
import type { Domain, ServiceContext } from '../services/domain.js';
import { DepthGrids } from './depth.js';
import {
  annotationCorrupt,
  fileState,
  LABELS,
  MASK,
  NO_FILE,
  parseAnnotation,
  VERSIONS,
} from './files.js';
import { loadAnnotation } from './session.js';
import { AnnotationSessions } from './sessions.js';
import { listVersions, readVersion } from './versions.js';
import { assign, comment, editComment, queue, setState } from './work.js';

interface OfProject {
  readonly store: ProjectStore;
  readonly sessions: AnnotationSessions;
  readonly depth: DepthGrids;
}

export function createAnnotateDomain(
  context: ServiceContext,
): Domain<keyof typeof annotateMethods> {
  const operator = (): string => context.preferences.get().operator;
  let current: OfProject | null = null;

  const ofProject = (): OfProject => {
    const store = context.store();
    if (current?.store === store) return current;
    current = {
      store,
      depth: new DepthGrids(store),
      sessions: new AnnotationSessions(store, operator, {
        locked: (id, session, lock) => {
          context.hub.tell('annotate.locked', { id, session, lock });
        },
        changed: (change) => {
          context.hub.tell('annotate.changed', change);
        },
      }),
    };
    return current;
  };
  const sessions = (): AnnotationSessions => ofProject().sessions;
  const version = async (id: string, name: string): Promise<Buffer> => {
    const { folder } = await sessions().place(id);
    return readVersion(folder, name);
  };
  const close = async (): Promise<void> => {
    const old = current;
    current = null;
    await old?.sessions.dispose();
  };

  return {
    handlers: {
      'annotate.open': (input) => sessions().openSample(input),
      'annotate.journal': async ({ id, session, patches }) => ({
        entries: await sessions().journal(id, session, patches),
      }),
      'annotate.save': ({ id, session, document, expected }) =>
        sessions().save(id, session, document, expected),
      'annotate.resolve': ({ id, session, choice, document, theirs }) =>
        sessions().resolve(id, session, choice, document, theirs),
      'annotate.heartbeat': async ({ id, session, activeSeconds }) => ({
        lock: await sessions().heartbeat(id, session, activeSeconds),
      }),
      'annotate.copy': async ({ id, session, document }) => ({
        text: await sessions().copy(id, session, document),
      }),
      'annotate.close': async ({ id, session, discard }) => {
        await sessions().close(id, session, discard);
        return {};
      },
      'annotate.versions': async ({ id }) => {
        const place = await sessions().place(id);
        const { name } = await loadAnnotation(place);
        const state = await fileState(join(place.folder, name));
        return { versions: await listVersions(place.folder, state?.token ?? NO_FILE) };
      },
      'annotate.version': async ({ id, version: name }) => {
        const { folder, size } = await sessions().place(id);
        try {
          return {
            document: toWire(parseAnnotation(await readVersion(folder, name), size).document),
          };
        } catch (error) {
          if (error instanceof LabelmeError)
            throw annotationCorrupt(join(folder, VERSIONS, `${name}.json`), error);
          throw error;
        }
      },
      'annotate.restore': async ({ id, session, version: name, expected }) =>
        sessions().restore(id, session, await version(id, name), expected),
      'annotate.drawAgain': ({ id, session, expected }) =>
        sessions().drawAgain(id, session, expected),
      'annotate.depth': ({ id }) => ofProject().depth.get(id),
      'annotate.mask': async ({ id, kind }) => {
        const { folder } = await sessions().place(id);
        const file = kind === 'mask' ? MASK : LABELS;
        const bytes = await readFile(join(folder, file)).catch((error: unknown) => {
          if (errnoOf(error) === 'ENOENT') throw noMask(id, file);
          throw asStudioError(error, folder);
        });
        return { mime: 'image/png', bytes };
      },
      'annotate.work': ({ id }) => ({ work: context.store().work(id) }),
      'annotate.setState': async ({ ids, state }) => ({
        samples: await setState(context.store(), ids, state, operator()),
      }),
      'annotate.assign': async ({ ids, assignee }) => ({
        samples: await assign(context.store(), ids, assignee),
      }),
      'annotate.comment': async ({ id, text: words, place }) => ({
        work: await comment(context.store(), id, words, place, operator()),
      }),
      'annotate.editComment': async ({ id, comment: which, edit }) => ({
        work: await editComment(context.store(), id, which, edit, operator()),
      }),
      'annotate.queue': ({ filter, after, refresh }) =>
        queue(context.store(), filter, after, refresh),
    },
    projectChanged: close,
    dispose: close,
  };
}

function noMask(id: string, file: string): StudioError {
  return new StudioError(
    'not-found',
    text('annotate.no-mask.message', { id, file }),
    text('annotate.no-mask.hint'),
    { id },
  );
}
