/** Routes of PikPak, as the simulator's journal names them. */
export const SIGN_IN = 'POST:/v1/auth/signin';
export const REFRESH = 'POST:/v1/auth/token';
export const CAPTCHA = 'POST:/v1/shield/captcha/init';
export const ABOUT = 'GET:/drive/v1/about';
export const LIST = 'GET:/drive/v1/tasks';
export const TASK = 'GET:/drive/v1/tasks/:id';
export const CREATE = 'POST:/drive/v1/files';
export const PREVIEW = 'POST:/drive/v1/resource/list';
export const LINK_STATUS = 'GET:/drive/v1/resource/status';
