/** An adapter for Instance Bus whose instances are processes of the worker's own machine. */
package com.example.processes;
