package io.instancebus.compatibility;

abstract class HiddenParent {
    public void reset() {}
}
