import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { ErrorNotice } from './ErrorNotice.tsx'

interface ErrorBoundaryProps {
  title: string
  children: ReactNode
}

/** Shows a bug of a part of the interface in its place, loudly, and keeps the rest usable. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(this.props.title, error, info.componentStack)
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <ErrorNotice
        title={this.props.title}
        error={this.state.error}
        whatToDo="This is a bug in Forkscope. Runs go on; try again, or open another view."
        actions={
          <Button size="small" onPress={() => this.setState({ error: undefined })}>
            Try again
          </Button>
        }
      />
    )
  }
}
