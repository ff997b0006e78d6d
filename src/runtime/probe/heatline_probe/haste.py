"""A short switch interval while the sampler looks, which the target does not see."""

import sys

# Python code runs on for this long after the sampler asked for a look: time that is charged to what comes after. Shorter
# than the walk of a stack it must not be, or the program would run on in the middle of one.
_SHORT_S = 0.0001


class Haste:
    """With several threads the interval is the target's own: switching between them more often would slow it down."""

    def __init__(self):
        self._get, self._set = sys.getswitchinterval, sys.setswitchinterval
        self._theirs = self._get()
        self._short = self._shown = False
        sys.getswitchinterval = probe.disguise.around(self._get, self._show_theirs)
        sys.setswitchinterval = probe.disguise.around(self._set, self._show_theirs)

    def only_for_one_thread(self, threads):
        if self._shown:
            return
        short = threads <= 1 and self._theirs > _SHORT_S
        if short != self._short:
            self._short = short
            self._set(_SHORT_S if short else self._theirs)

    def end(self):
        self.only_for_one_thread(2)

    def _show_theirs(self):
        self._shown = True
        self._set(self._theirs)

        def hide():
            self._theirs = self._get()
            if self._short:
                self._set(_SHORT_S)
            self._shown = False

        return hide
