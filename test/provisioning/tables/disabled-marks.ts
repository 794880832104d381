/** By which attributes UDM says that an account is disabled: attribute, the value of a disabled one, that of an enabled one. */
export const DISABLED_MARKS: readonly (readonly [attribute: string, disabled: string, enabled: string | undefined])[] = [
  ['shadowExpire', '1', undefined],
  ['sambaAcctFlags', '[UD         ]', '[U          ]'],
  ['krb5KDCFlags', '254', '126'],
];
