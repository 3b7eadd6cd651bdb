/** Comments of the sample, pinned to places of the picture: read, answer, resolve. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { hitTest } from '../../../core/annotation/hit.js';
import { ownerOf } from '../../../core/annotation/compound.js';
import type { Comment } from '../../../core/contract/schema/work.js';
import { text } from '../../../core/text/index.js';
import { Button, IconButton } from '../../controls/Button.js';
import type { OpenSample } from '../../state/annotate.js';
import { useAnnotate, useStudio } from '../../state/context.js';
import { clock, day } from '../../state/format.js';
import { attempt } from '../../state/studio.js';
import { useEditor } from '../useEditor.js';
import { listShapes } from './ShapesPanel.js';

export function CommentsPanel({ open }: { readonly open: OpenSample }): ReactElement {
  const work = useAnnotate((state) => state.work);
  const comments = work?.comments ?? [];
  return (
    <section className="panel panel--comments" aria-labelledby="annotate-comments">
      <header className="panel__head">
        <h2 id="annotate-comments">{text('annotate.comments')}</h2>
        <span className="t3 s12">{comments.length === 0 ? '' : comments.length}</span>
      </header>
      {comments.length === 0 ? (
        <p className="panel__none t3 s12">{text('annotate.comments.none')}</p>
      ) : (
        <ol className="comments">
          {comments.map((comment, i) => (
            <CommentEntry key={comment.id} open={open} comment={comment} number={i + 1} />
          ))}
        </ol>
      )}
      <span className="grow" />
      <Write open={open} />
    </section>
  );
}

function CommentEntry(props: {
  readonly open: OpenSample;
  readonly comment: Comment;
  readonly number: number;
}): ReactElement {
  const studio = useStudio();
  const { annotator } = studio;
  const { open, comment, number } = props;
  const { document } = open.editor;
  const hit = comment.place ? hitTest(document, comment.place, { tolerance: 3 }) : null;
  const name = hit
    ? listShapes(document).find(({ shape }) => shape.id === ownerOf(document, hit.id))?.name
    : undefined;
  const resolved = comment.resolvedBy !== null;
  const edit = (what: 'resolve' | 'reopen' | 'delete'): void => {
    void attempt(
      studio,
      studio.link.call('annotate.editComment', { id: open.id, comment: comment.id, edit: what }),
    ).then((result) => {
      if (result && annotator.state.open?.id === open.id) annotator.patch({ work: result.work });
    });
  };
  return (
    <li className={`comment ${resolved ? 'comment--resolved' : ''}`}>
      <header>
        <button
          type="button"
          className="comment__place"
          disabled={comment.place === null}
          aria-label={text('annotate.comment.show', { number })}
          onClick={() => {
            annotator.patch({ comment: comment.id });
            if (comment.place) annotator.view.reveal([comment.place[0], comment.place[1]]);
          }}
        >
          {number}
        </button>
        <b className="cut">{comment.by === '' ? text('annotate.comment.nobody') : comment.by}</b>
        <time className="t3 s12" dateTime={comment.at} title={day(comment.at)}>
          {clock(comment.at)}
        </time>
        <span className="t3 s12 cut">
          {name === undefined
            ? comment.place === null
              ? text('annotate.comment.whole')
              : ''
            : text('annotate.comment.on', { name })}
        </span>
        <span className="grow" />
        <Button
          size="s"
          onClick={() => {
            edit(resolved ? 'reopen' : 'resolve');
          }}
        >
          {text(resolved ? 'annotate.comment.reopen' : 'annotate.comment.resolve')}
        </Button>
        <IconButton
          size="s"
          tone="ghost"
          icon="trash"
          label={text('annotate.comment.delete')}
          onClick={() => {
            edit('delete');
          }}
        />
      </header>
      <p>{comment.text}</p>
      {resolved ? (
        <p className="t3 s12">
          {text('annotate.comment.resolved', {
            name:
              comment.resolvedBy === ''
                ? text('annotate.comment.nobody')
                : (comment.resolvedBy ?? ''),
          })}
        </p>
      ) : null}
    </li>
  );
}

function Write({ open }: { readonly open: OpenSample }): ReactElement {
  const studio = useStudio();
  const { editor } = open;
  const pin = useEditor(editor, (now) => now.pin);
  const [words, setWords] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!pin) return;
    // The press that set the place still gives the focus to the picture.
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [pin]);
  const send = (): void => {
    const said = words.trim();
    if (said === '') return;
    void attempt(
      studio,
      studio.link.call('annotate.comment', {
        id: open.id,
        text: said,
        place: pin ? [pin[0], pin[1]] : null,
      }),
    ).then((result) => {
      if (!result) return;
      setWords('');
      editor.placeComment(null);
      // Back to the picture: the next key is a tool again.
      field.current?.blur();
      if (studio.annotator.state.open?.id === open.id)
        studio.annotator.patch({ work: result.work });
    });
  };
  return (
    <form
      className="comment__write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className="input input--area"
        rows={words === '' && !pin ? 1 : 2}
        value={words}
        maxLength={4000}
        placeholder={text(pin ? 'annotate.comment.writeAt' : 'annotate.comment.write')}
        aria-label={text(pin ? 'annotate.comment.writeAt' : 'annotate.comment.write')}
        onChange={(event) => {
          setWords(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            send();
          } else if (event.key === 'Escape') {
            editor.placeComment(null);
            event.currentTarget.blur();
          }
        }}
      />
      {words === '' ? null : (
        <Button size="s" submit keys="Ctrl+Enter" onClick={() => undefined}>
          {text('annotate.comment.send')}
        </Button>
      )}
    </form>
  );
}
