/** TID 1002 Observer Context with TID 1004 Device Observer Identifying Attributes: who says what follows. */
import { MANUFACTURER, MODEL_NAME } from '../../dicom/product.js';
import type { CodeTable } from '../codes.js';
import { type ContentItem, code, related, text, uidref } from './content-item.js';

/** @param deviceUid another one whenever the program or a model pack is another. */
export function deviceObserver({ concepts }: CodeTable, deviceUid: string): ContentItem[] {
  return related(
    'HAS OBS CONTEXT',
    code(concepts.observerType, concepts.device),
    uidref(concepts.deviceObserverUid, deviceUid),
    text(concepts.deviceObserverName, MODEL_NAME),
    text(concepts.deviceObserverManufacturer, MANUFACTURER),
    text(concepts.deviceObserverModelName, MODEL_NAME),
  );
}
