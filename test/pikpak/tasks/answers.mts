import type { Call, DriveRequest } from '../../../pikpak/call.js';

/** What is answered to a request. */
export type Answer = Record<string, unknown> | Error;

/** Gives these answers, one after the other; whoever asks for more gets an error that no answer is. */
export function answering(...answers: Answer[]): { call: Call; asked: DriveRequest[] } {
	const asked: DriveRequest[] = [];
	const call: Call = async (request) => {
		const answer = answers[asked.push(request) - 1] ?? new Error('One call too many.');
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return { call, asked };
}
