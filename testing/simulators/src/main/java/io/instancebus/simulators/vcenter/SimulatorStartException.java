package io.instancebus.simulators.vcenter;

/** The simulator could not be built or started; the message says why. */
public final class SimulatorStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatorStartException(String message) {
        super(message);
    }
}
