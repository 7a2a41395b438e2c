/** What is used of bpmn-moddle, which brings types of its model but none of its reader. */
declare module "bpmn-moddle" {
  export class BpmnModdle {
    fromXML(xml: string): Promise<{
      readonly rootElement: unknown
      readonly elementsById: Readonly<Record<string, unknown>>
      readonly warnings: readonly {
        readonly message: string
        readonly element?: unknown
        readonly property?: string
        readonly value?: string
        readonly error?: Error
      }[]
    }>
  }
}
