import { NodeOperationError, sleep, type IExecuteFunctions } from 'n8n-workflow';

/** How soon a stopped execution is noticed. n8n 2 has no sleep any more that a signal ends. */
const SLICE_MS = 250;

/** @returns a wait of so many milliseconds, which throws as soon as somebody stops the execution */
export function pauseOf(n8n: IExecuteFunctions): (milliseconds: number) => Promise<void> {
	return async (milliseconds) => {
		for (let left = milliseconds; left > 0; left -= SLICE_MS) {
			await sleep(Math.min(left, SLICE_MS));
			if (n8n.getExecutionCancelSignal()?.aborted === true) throw stopped(n8n);
		}
	};
}

function stopped(n8n: IExecuteFunctions): NodeOperationError {
	return new NodeOperationError(n8n.getNode(), 'The execution was stopped.', {
		description: 'What PikPak has begun goes on there.',
	});
}
