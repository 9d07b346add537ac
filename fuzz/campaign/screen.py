"""What a campaign says while it goes on: one live line on a terminal, plain lines otherwise."""
import sys
import time

PLAIN_SECONDS = 30


class Screen:
    def __init__(self, out=sys.stderr):
        self.out = out
        self.live = out.isatty()
        self.spoke = time.monotonic()
        self.shown = False

    def say(self, text):
        self.clear()
        print(f"fuzz: {text}", file=self.out, flush=True)

    def clear(self):
        if self.shown:
            self.out.write("\r\033[K")
            self.shown = False

    def progress(self, target, seconds, figures):
        """Figures: dict of executions, rate, coverage, findings."""
        text = (f"{target}  {seconds:.0f} s  {figures['rate']:.0f}/s  {figures['executions']} runs  "
                f"{figures['coverage']} edges  {figures['findings']} findings")
        if self.live:
            self.out.write(f"\r\033[K{text[:79]}")
            self.out.flush()
            self.shown = True
        elif time.monotonic() - self.spoke >= PLAIN_SECONDS:
            self.say(text)
            self.spoke = time.monotonic()
