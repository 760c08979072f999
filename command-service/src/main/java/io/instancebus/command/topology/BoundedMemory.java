package io.instancebus.command.topology;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One block cache and one limit of unwritten data for all stores of this process. RocksDB's defaults are per store, and
 * with many partitions and four stores each would add up to gigabytes outside of the heap.
 */
public final class BoundedMemory implements RocksDBConfigSetter {
    private static final long CACHE = 192L << 20;
    private static final long UNWRITTEN = 64L << 20;
    private static final long UNWRITTEN_PER_STORE = 4L << 20;

    /** Created when the first store opens, and never closed: the stores of later starts share it. */
    private static final class Shared {
        static final Cache CACHE_OF_ALL;
        static final WriteBufferManager BUFFERS;

        static {
            RocksDB.loadLibrary();
            CACHE_OF_ALL = new LRUCache(CACHE);
            BUFFERS = new WriteBufferManager(UNWRITTEN, CACHE_OF_ALL);
        }
    }

    /** Kafka Streams calls this constructor. */
    public BoundedMemory() {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setBlockCache(Shared.CACHE_OF_ALL);
            table.setCacheIndexAndFilterBlocks(true);
            table.setFilterPolicy(new BloomFilter());
            options.setTableFormatConfig(table);
        }
        options.setWriteBufferManager(Shared.BUFFERS);
        options.setWriteBufferSize(UNWRITTEN_PER_STORE);
    }

    @Override
    public void close(String storeName, Options options) {
        // The shared cache outlives the store.
    }
}
