/** Time spent in words: minutes, from an hour on hours and minutes. */
import { text } from '../../core/text/index.js';

export function spentText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return text('annotate.queue.minutes', { minutes });
  return text('annotate.queue.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
