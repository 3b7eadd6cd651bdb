/** librealsense's errors as one class: function, arguments, message, and what kind of trouble it is. */

export type RealSenseErrorKind =
  | 'busy'
  | 'disconnected'
  | 'no-permission'
  | 'timed-out'
  | 'unsupported'
  | 'wrong-call'
  | 'unknown';

export class RealSenseError extends Error {
  readonly kind: RealSenseErrorKind;
  readonly failedFunction: string;
  readonly failedArguments: string;

  constructor(message: string, failedFunction: string, failedArguments: string) {
    super(`${failedFunction}: ${message}`);
    this.name = 'RealSenseError';
    this.failedFunction = failedFunction;
    this.failedArguments = failedArguments;
    this.kind = kindOf(message);
  }
}

/** The SDK tells most causes only in words; the phrases are those of its sources and issue threads. */
function kindOf(message: string): RealSenseErrorKind {
  const m = message.toLowerCase();
  if (/resource busy|device is busy|already opened|failed to open.*busy|errno=16|in use/.test(m))
    return 'busy';
  if (/permission|access denied|errno=13|libusb_error_access/.test(m)) return 'no-permission';
  if (/disconnected|no such device|errno=19|device no longer|no device connected/.test(m))
    return 'disconnected';
  if (/didn't arrive|didn't arrived|timed? ?out|timeout/.test(m)) return 'timed-out';
  if (/not supported|unsupported|couldn't resolve|failed to resolve|not implemented/.test(m))
    return 'unsupported';
  if (/null pointer|out of range|invalid|wrong api call/.test(m)) return 'wrong-call';
  return 'unknown';
}

export interface LoadAttempt {
  readonly path: string;
  readonly reason: string;
}

/** No usable library: lists every place that was tried and why it was refused. */
export class SdkNotFoundError extends Error {
  readonly attempts: readonly LoadAttempt[];

  constructor(attempts: readonly LoadAttempt[]) {
    super(`librealsense was not found (${String(attempts.length)} places tried)`);
    this.name = 'SdkNotFoundError';
    this.attempts = attempts;
  }
}
