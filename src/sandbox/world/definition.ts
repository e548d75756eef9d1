/** One step of an approval's flow. */
export interface SandboxNode {
  readonly nodeId: string;
  readonly name: string;
  readonly type: 'AND' | 'OR' | 'SEQUENTIAL';
}

/** A widget in a definition or an instance, in Feishu's JSON. */
export type WireWidget = { readonly [member: string]: unknown };

export interface SandboxApproval {
  readonly approvalCode: string;
  name: string;
  /** The definition's widgets, as `form` of GET approvals/:code holds them. */
  form: readonly WireWidget[];
  nodes: readonly SandboxNode[];
  status: 'ACTIVE' | 'INACTIVE' | 'DELETED';
  /** Its name and form in other locales (`en-US`, `ja-JP`). */
  locales: { readonly [locale: string]: { readonly name?: string; readonly form?: readonly WireWidget[] } };
  subscribed: boolean;
}
